"""How Doorstep's forms are drawn."""

from django.forms.renderers import TemplatesSetting


class DoorstepRenderer(TemplatesSetting):
    """Draws each field with its label, its help and its errors from our own template."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
