"""Quiet backends, set before anything imports them."""

import os

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("CONVATLAS_CACHE", "off")  # tests of what is kept say where


def pytest_configure(config):
    """Let Keras 3.15 read its own variables in a way that numpy 2 will refuse one day."""
    config.addinivalue_line("filterwarnings", "ignore:__array__ implementation:DeprecationWarning")
    config.addinivalue_line(
        "filterwarnings", "ignore:Even though the .tf.config:UserWarning"
    )  # of data, which are fast


def pytest_addoption(parser):
    parser.addoption("--no-skips", action="store_true", help="fail where a test is skipped for what is missing")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and item.config.getoption("--no-skips"):
        report.outcome, report.longrepr = "failed", f"skipped under --no-skips: {report.longrepr[-1]}"
    return report
