"""What tests ask of an open page."""

from __future__ import annotations


def focused(page):
    return page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.tagName")


def until(page, condition):
    """Wait for a condition in a page whose policy forbids the waiting of the test tool."""
    for _ in range(100):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never: {condition}")


def node(page, label):
    return page.locator(f'.n[aria-label*="{label}"]')
