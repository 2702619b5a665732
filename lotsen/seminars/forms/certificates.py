"""What stands on a certificate, typed by somebody who wants to know whether it is real."""

from django import forms

from lotsen.core.forms import Form


class VerifyForm(Form):
    """Number and code. A GET form: the QR code of the certificate leads here with both filled."""

    nummer = forms.CharField(
        label="Nummer des Zertifikats",
        max_length=40,
        help_text="zum Beispiel DL-2026-00001",
        widget=forms.TextInput(attrs={"class": "input-medium", "autocomplete": "off"}),
        error_messages={"required": "Bitte geben Sie die Nummer des Zertifikats ein."},
    )
    code = forms.CharField(
        label="Prüfcode",
        max_length=40,
        help_text="steht unten auf dem Zertifikat",
        widget=forms.TextInput(attrs={"class": "input-medium", "autocomplete": "off"}),
        error_messages={"required": "Bitte geben Sie den Prüfcode ein."},
    )
