/** @odoo-module **/
import { registry } from "@web/core/registry";

// A clerk finds the way from a customer to his page in the shop; an ERP has no such page.
registry.category("web_tour.tours").add("shop_erp_open_in_shop", {
    steps: () => [
        {
            content: "Where is this customer known?",
            trigger: ".o_form_view a[role='tab']:contains('Shops & ERPs')",
            run: "click",
        },
        {
            content: "The shop has a page of him",
            trigger: ".o_kanban_record:contains('Tour shop') button[name='action_open_there']:contains('Open in shop')",
        },
        {
            content: "The ERP has none",
            trigger: ".o_kanban_record:contains('Tour ERP'):not(:has(button[name='action_open_there']))",
        },
    ],
});

// An administrator has everything read again.
registry.category("web_tour.tours").add("shop_erp_read_again", {
    steps: () => [
        {
            content: "Go to the flows",
            trigger: ".o_form_view a[role='tab']:contains('Flows')",
            run: "click",
        },
        {
            content: "Read all orders again",
            trigger: ".o_data_row:contains('Orders'):contains('To Odoo') button[name='action_read_again']",
            run: "click",
        },
        {
            content: "Yes",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "A run is under way or done",
            trigger: ".o_form_view:contains('Orders'), .o_list_view .o_data_row:contains('Orders')",
        },
    ],
});
