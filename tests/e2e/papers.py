"""Papers people add: a one-page PDF, and one that only claims to be."""

from playwright.async_api import FilePayload

CERTIFICATE = FilePayload(
    name="教师资格证.pdf",
    mimeType="application/pdf",
    buffer=b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
)
DISGUISED = FilePayload(name="获奖证书.pdf", mimeType="application/pdf", buffer=b"MZ\x90\x00" + bytes(512))
