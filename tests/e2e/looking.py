"""What is looked at on every page: width, accessibility, size, shifts of the layout; and a picture for people."""

from pathlib import Path
from typing import Any

from playwright.async_api import Page

HERE = Path(__file__).parent
PICTURES = HERE / "screenshots"
AXE = HERE.parents[1] / "services" / "portal" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
HTML_LIMIT = 60_000
# The widest, that same screen at 200 % zoom, a phone, the narrowest that must do.
WIDTHS = (1440, 720, 390, 320)
PICTURED = (1440, 390)

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What fades is neither there nor gone: its colours are nobody's.
FAULTS = """async () => {
    const moving = document.getAnimations().filter((each) => each.effect.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(moving.map((each) => each.finished));
    const found = await axe.run(document, {resultTypes: ["violations"], preload: false});
    return found.violations.flatMap((each) => each.nodes.map((node) => `${each.id}: ${node.target} ${node.failureSummary}`));
}"""
SHIFTED = """() => new Promise((resolve) => {
    const unasked = (list) => list.getEntries().filter((entry) => !entry.hadRecentInput);
    const called = ({node}) => node?.id || node?.className || node?.nodeName || "what is gone";
    const told = (entry) => `${entry.value.toFixed(3)} at ${Math.round(entry.startTime)} ms: ${entry.sources.map(called).join(", ")}`;
    new PerformanceObserver((list) => resolve([unasked(list).reduce((sum, entry) => sum + entry.value, 0), unasked(list).map(told)]))
        .observe({type: "layout-shift", buffered: true});
    requestAnimationFrame(() => requestAnimationFrame(() => resolve([0, []])));
})"""

# A count that comes live may widen its badge by a pixel or two; from 0.1 on a page counts as unsteady.
SHIFT_NOBODY_SEES = 0.03


async def faults_of(page: Page) -> list[Any]:
    """What axe-core finds wrong with the page as it is."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text(encoding="utf-8"))
    return list(await page.evaluate(FAULTS))


async def look_at(page: Page, name: str) -> None:
    """Everything, at every width; raises AssertionError with all that is wrong."""
    wrong = []
    shifted, parts = await page.evaluate(SHIFTED)
    if shifted > SHIFT_NOBODY_SEES:
        wrong.append(f"the layout shifts by {shifted:.3f} after loading: {'; '.join(parts)}")
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 900 if width > 400 else 844})
        if (over := await page.evaluate(OVERFLOW)) > 0:
            wrong.append(f"{over} px too wide at {width}")
        if width in PICTURED:
            wrong += [f"at {width}: {fault}" for fault in await faults_of(page)]
            await page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)
    assert not wrong, "\n".join(wrong)


async def look_in_english(page: Page, name: str) -> None:
    """The same page in English, and back to Chinese; where it is narrow the language is in a menu."""
    for button in ("English", "中文"):
        await page.set_viewport_size({"width": 1440, "height": 900})
        await page.get_by_role("button", name=button).click()
        if button == "English":
            await look_at(page, name)
