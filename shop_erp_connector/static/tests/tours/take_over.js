/** @odoo-module **/
import { registry } from "@web/core/registry";

const back = {
    content: "Back to the take-over",
    trigger: ".o_breadcrumb .breadcrumb-item a:contains('Tour shop: Products')",
    run: "click",
};

// A manager reads what a shop has, decides about all of it at once, tries it, and imports it.
registry.category("web_tour.tours").add("shop_erp_take_over", {
    steps: () => [
        {
            content: "Read and match",
            trigger: ".o_form_view button[name='action_read']:contains('Read and match')",
            run: "click",
        },
        {
            content: "One may be either of two; decide about it",
            trigger: ".o_form_view button[name='action_open_lines']:contains('Decide')",
            run: "click",
        },
        {
            content: "Only what is undecided is shown",
            trigger: ".o_list_view:not(:contains('LAMP-1')) .o_data_row:contains('TWIN'):contains('Ambiguous')",
        },
        {
            content: "Choose all",
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "The shop's is neither",
            trigger: ".o_control_panel button[name='action_leave_out']",
            run: "click",
        },
        {
            content: "Nothing is left to decide",
            trigger: ".o_list_view:not(:has(.o_data_row))",
        },
        back,
        {
            content: "Try it",
            trigger: ".o_form_view button[name='action_try']:visible",
            run: "click",
        },
        {
            content: "See what would change",
            trigger: ".o_form_view button[name='action_open_changes']",
            run: "click",
        },
        {
            content: "The name would become the shop's",
            trigger: ".o_list_view .o_data_row:contains('Reading lamp')",
        },
        back,
        {
            content: "Import",
            trigger: ".o_form_view button[name='action_import']",
            run: "click",
        },
        {
            content: "Yes",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "It is done",
            trigger: ".o_form_view .o_statusbar_status button.o_arrow_button_current:contains('Done')",
        },
    ],
});
