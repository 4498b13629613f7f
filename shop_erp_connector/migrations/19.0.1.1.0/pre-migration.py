"""A step has a kind of its own; so far it was its run's."""


def migrate(cr, version):
    cr.execute("ALTER TABLE shop_erp_run_step ADD COLUMN IF NOT EXISTS kind varchar")
    cr.execute(
        """UPDATE shop_erp_run_step AS step SET kind = run.kind
             FROM shop_erp_run AS run WHERE run.id = step.run_id AND step.kind IS NULL"""
    )
