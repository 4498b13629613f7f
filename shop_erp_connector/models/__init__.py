# In this order: each may extend what stands before it.
from . import backend, binding, catalogue, sales, customers, stock, takeover, ownership, user_fields  # isort: skip
