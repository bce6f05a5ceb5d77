"""QR codes read as a phone does: off the picture of a page."""

from base64 import b64encode

import zxingcpp
from playwright.async_api import Locator

# The picture's brightness, a byte a pixel, and how wide it is: the browser itself unpacks it.
BRIGHTNESS = """async (_, png) => {
    const picture = new Image();
    picture.src = `data:image/png;base64,${png}`;
    await picture.decode();
    const canvas = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
    canvas.drawImage(picture, 0, 0);
    const {data, width} = canvas.getImageData(0, 0, picture.width, picture.height);
    return [Array.from({length: data.length / 4}, (_, at) => data[4 * at + 1]), width];
}"""


async def read_code(drawn: Locator) -> str:
    """What the code drawn here holds."""
    png = b64encode(await drawn.screenshot()).decode()
    brightness, width = await drawn.evaluate(BRIGHTNESS, png)
    rows = memoryview(bytes(brightness)).cast("B", (len(brightness) // width, width))
    [found] = zxingcpp.read_barcodes(rows, formats=zxingcpp.BarcodeFormat.QRCode)
    return str(found.text)
