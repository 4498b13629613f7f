"""A pytest plugin: the addon's folder as a package without its ``__init__``, which would want Odoo's registry.

So what needs no Odoo – remotes, simulators, documents – is tested without it, in a process beside the other one.
"""

import sys
from pathlib import Path
from types import ModuleType

ADDON = Path(__file__).resolve().parents[2] / "shop_erp_connector"

package = ModuleType(ADDON.name)
package.__path__ = [str(ADDON)]
package.__file__ = str(ADDON / "__init__.py")
sys.modules[ADDON.name] = package
