/** @odoo-module **/
import { registry } from "@web/core/registry";

// A clerk finds a tax without a meaning, gives it one, and lets the shop's orders come.
registry.category("web_tour.tours").add("shop_erp_map_tax_and_sync", {
    url: "/odoo/shop-erp-lookups",
    steps: () => [
        {
            content: "Only what is still to map is shown when asked for",
            trigger: ".o_list_view .o_data_row:contains('PT 23%') td[name='tax_id']",
            run: "click",
        },
        {
            content: "Look for the Odoo tax",
            trigger: ".o_data_row.o_selected_row td[name='tax_id'] input",
            run: "edit Shop VAT",
        },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item:contains('Shop VAT 23%')",
            run: "click",
        },
        {
            content: "Save the line",
            trigger: ".o_list_button_save",
            run: "click",
        },
        {
            content: "The mapping is confirmed",
            trigger: ".o_data_row:contains('Shop VAT 23%') td[name='state']:contains('Confirmed')",
        },
        {
            content: "Go to the shops",
            trigger: ".o_menu_sections [data-menu-xmlid='shop_erp_connector.shop_erp_backend_menu']",
            run: "click",
        },
        {
            content: "Sync now",
            trigger: ".o_kanban_record:contains('Tour shop') button[name='action_sync_orders']",
            run: "click",
        },
        {
            content: "The run is shown, done",
            trigger: ".o_form_view:contains('Done'), .o_list_view .o_data_row:contains('Done')",
        },
    ],
});
