"""What an operator does in Airflow's pages, in a real browser; the screenshots are kept in dags/target/browser/."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect, sync_playwright

from local_airflow.rest import Rest, Run
from local_airflow.session import Session
from local_airflow.stack import LocalAirflow
from tests.shop import HOUR, Table, configuration, past_hour

USER = "oper"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# For what the browser, and for what the scheduler and the jar need on a machine that has other work.
PAGE_MILLISECONDS = 60_000.0
RUN_MILLISECONDS = 240_000.0

LAST = past_hour(0)
EARLIER = [past_hour(ago) for ago in (3, 2, 1)]


class Shop:
    """A table for each test, whose DAGs are switched on; the invoices of the last hour will be refused."""

    def __init__(self, stack: Session, folder: Path) -> None:
        sandbox = stack.sandbox
        self.customers, self.payments, self.invoices = (
            Table(sandbox, name) for name in ("customers", "payments", "invoices")
        )
        link = 'airflow { catchup = false, owner-link = "https://wiki.example.com/data-team" }'
        pipelines = {"customers": link, "payments": link, "invoices": link}
        config = configuration(folder / "shop.conf", sandbox, pipelines, start=LAST)
        sandbox.jar("init", config=config)
        self.invoices.write_text(LAST, "X,2026-01-01 00:00:00,20260101000000000000000000000000001,7,seven\n")
        for table in (self.customers, self.payments):
            for number, hour in enumerate([*EARLIER, LAST]):
                table.put(number, f"new in {number}").put(99, f"last changed in {number}").write(hour)
        stack.describe(config, "shop")
        rest = stack.airflow.rest
        self.dags = [f"tidemark.hourly.{name}" for name in pipelines]
        rest.wait_for_dags([*self.dags, "tidemark.range.shop", "tidemark.full_load.shop"])
        for dag in self.dags:
            rest.unpause(dag)


class Person:
    """Somebody who is logged in, looks at a page, and takes pictures of it."""

    def __init__(self, page: Page, pictures: Path) -> None:
        self.page = page
        self._pictures = pictures

    def picture(self, name: str) -> None:
        """Without the hint that the mouse brings up."""
        self.page.mouse.move(0, 0)
        expect(self.page.get_by_test_id("basic-tooltip")).to_have_count(0)
        self.page.screenshot(path=self._pictures / f"{name}.png", animations="disabled")

    def log_in(self, password: str) -> None:
        self.page.goto("/")
        self.page.get_by_label("Username").fill(USER)
        self.page.get_by_label("Password").fill(password)
        self.picture("log-in")
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_test_id("nav-dags-link")).to_be_visible()

    def open_dag(self, dag_id: str) -> None:
        self.page.goto(f"/dags/{dag_id}")
        expect(self.page.get_by_test_id("header-card")).to_be_visible()

    def open_trigger_form(self) -> Locator:
        self.page.get_by_test_id("trigger-dag-button").first.click()
        form = self.page.get_by_role("dialog").filter(has=self.page.get_by_test_id("config-form"))
        expect(form).to_be_visible()
        return form

    def pick(self, form: Locator, label: str, moment: datetime) -> None:
        """Enters a time into the picker of that label."""
        field = form.get_by_role("group").filter(has=self.page.get_by_text(re.compile(rf"^{label}[ *]*$")))
        picker = field.get_by_test_id("datetime-input")
        picker.click()
        opened = self.page.get_by_role("dialog").filter(has=self.page.get_by_placeholder("HH:mm")).last
        opened.get_by_placeholder("YYYY/MM/DD").fill(f"{moment:%Y/%m/%d}")
        opened.get_by_placeholder("HH:mm").fill(f"{moment:%H:%M}")
        expect(picker).to_contain_text(f"{moment:%b %d, %Y %H:%M}")
        picker.click()
        expect(opened).to_be_hidden()

    def choose(self, form: Locator, element: str, text: str) -> None:
        """Chooses what begins with the text."""
        form.locator(f"#element_{element}").get_by_role("combobox").click()
        self.page.get_by_role("option", name=re.compile(f"^{text}")).click()

    def square(self, run: Run, task_id: str) -> Locator:
        """Of the grid."""
        return self.page.get_by_test_id(f"grid-{run.run_id}-{task_id}")

    def see_state(self, state: str) -> None:
        """Waits for the state of the run or task that the page is about; the page asks for it again by itself."""
        badge = self.page.get_by_test_id("header-card").get_by_test_id("state-badge").first
        expect(badge).to_have_text(state, timeout=RUN_MILLISECONDS)


@pytest.fixture(scope="module")
def shop(stack: Session, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    shop = Shop(stack, tmp_path_factory.mktemp("shop"))
    yield shop
    for dag in shop.dags:
        stack.airflow.rest.pause(dag)


@pytest.fixture(scope="module")
def person(shop: Shop, airflow: LocalAirflow, output: Path) -> Iterator[Person]:
    """Logged in, with the language and the zone of the test, not of the machine."""
    assert shop
    pictures = output / "browser"
    pictures.mkdir(exist_ok=True)
    for stale in pictures.glob("*.png"):
        stale.unlink()
    expect.set_options(timeout=PAGE_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(
            base_url=airflow.url, locale="en-US", timezone_id="UTC", viewport={"width": 1440, "height": 1000}
        )
        context.set_default_timeout(PAGE_MILLISECONDS)
        person = Person(context.new_page(), pictures)
        try:
            person.log_in(airflow.passwords[USER])
            yield person
        finally:
            person.picture("end")  # shows where a test got stuck
            browser.close()


def the_run(rest: Rest, dag_id: str, run_type: str = "scheduled") -> Run:
    """The first run of that type that there is."""
    return min(rest.wait_for_runs(dag_id, 1, ["queued", "running", "success", "failed"], run_type=run_type), key=_start)


def _start(run: Run) -> datetime:
    started = run.moment("run_after")
    assert started
    return started


def test_the_grid_shows_the_hours_and_the_page_says_what_to_do(person: Person, rest: Rest) -> None:
    page = person.page
    page.goto("/dags?name_pattern=customers")
    expect(page.get_by_text("customers: hourly load")).to_be_visible()
    person.picture("dags")
    run = rest.wait_for_run(the_run(rest, "tidemark.hourly.customers"))
    person.open_dag(run.dag_id)
    expect(person.square(run, "load")).to_be_visible()
    expect(page.get_by_role("link", name="load into public.customers")).to_be_visible()
    expect(page.get_by_role("link", name="tests").first).to_have_attribute("href", "https://wiki.example.com/data-team")
    person.picture("grid")
    page.get_by_test_id("markdown-button").click()
    runbook = page.get_by_role("dialog")
    expect(runbook).to_contain_text("Any hour may be loaded at any time")
    person.picture("runbook")
    page.keyboard.press("Escape")
    expect(runbook).to_be_hidden()


def test_a_range_of_hours_is_loaded_by_its_form(person: Person, shop: Shop, rest: Rest) -> None:
    page = person.page
    person.open_dag("tidemark.range.shop")
    form = person.open_trigger_form()
    trigger = form.get_by_role("button", name="Trigger")
    expect(trigger).to_be_disabled()
    person.picture("range-form-empty")
    first, end = EARLIER[0], EARLIER[-1]
    person.pick(form, "From", first)
    person.pick(form, "To", end)
    for name in ("invoices", "payments"):
        form.get_by_label(f"Remove {name}").click()
    person.choose(form, "mode", "reapply")
    person.picture("range-form")
    trigger.click()
    expect(form).to_be_hidden()
    run = the_run(rest, "tidemark.range.shop", "manual")
    conf = run.data["conf"]
    assert (conf["pipelines"], conf["mode"]) == (["customers"], "reapply")
    assert [datetime.fromisoformat(conf[key]) for key in ("from", "to")] == [first, end]
    page.goto(f"/dags/{run.dag_id}/runs/{run.run_id}")
    person.see_state("Success")
    person.picture("range-run")
    person.square(run, "load").click()
    expect(page.get_by_text("Task Instances [2]")).to_be_visible()
    for hour in (first, first + HOUR):
        expect(page.get_by_test_id("table-list")).to_contain_text(f"{hour:%Y-%m-%dT%H:%MZ} customers")
    person.picture("range-tasks")
    loaded = shop.customers.query("select hour from tidemark.watermark where pipeline = 'customers' order by hour")
    assert [hour for (hour,) in loaded] == [first, first + HOUR, LAST]


def test_the_form_of_a_full_load_can_be_sent_as_it_is_and_has_a_guard_for_reloads(person: Person) -> None:
    person.open_dag("tidemark.full_load.shop")
    form = person.open_trigger_form()
    expect(form.get_by_text("Confirm", exact=True)).to_be_visible()
    expect(form.get_by_role("button", name="Trigger")).to_be_enabled()
    person.picture("full-load-form")


def test_missing_hours_are_made_up_for_by_the_backfill_dialog(person: Person, shop: Shop, rest: Rest) -> None:
    page = person.page
    dag_id = "tidemark.hourly.payments"
    rest.wait_for_run(the_run(rest, dag_id))
    person.open_dag(dag_id)
    form = person.open_trigger_form()
    form.get_by_text("Backfill", exact=True).click()
    person.pick(form, "From", EARLIER[0])
    person.pick(form, "To", EARLIER[-1])
    form.get_by_role("spinbutton").fill("3")
    form.get_by_text("Run Backwards").click()
    expect(form.get_by_text("3 runs will be triggered.")).to_be_visible()
    person.picture("backfill-form")
    form.get_by_role("button", name="Run Backfill").click()
    expect(form).to_be_hidden()
    runs = rest.wait_for_runs(dag_id, 3, run_type="backfill")
    # What another one started is not asked for as long as the page knows of no run that goes on.
    person.open_dag(dag_id)
    for run in runs:
        expect(person.square(run, "report")).to_be_visible()
    person.picture("backfill-grid")
    assert {run.moment("data_interval_start") for run in runs} == set(EARLIER)
    assert {run.state for run in runs} == {"success"}
    page.get_by_role("link", name="Backfills").click()
    expect(page.get_by_test_id("table-list")).to_contain_text("Missing Runs")
    person.picture("backfills")
    assert shop.payments.loaded() == shop.payments.truth


def test_a_refused_hour_says_why_in_its_log_and_is_loaded_once_it_is_mended_and_cleared(
    person: Person, shop: Shop, rest: Rest
) -> None:
    page = person.page
    run = rest.wait_for_run(the_run(rest, "tidemark.hourly.invoices"))
    person.open_dag(run.dag_id)
    person.picture("failed-grid")
    person.square(run, "load").click()
    person.see_state("Failed")
    reason = page.get_by_test_id("summary-AirflowFailException").locator("span").last
    expect(reason).to_be_in_viewport(ratio=1)
    expect(reason).to_contain_text("exit code 3 (data refused)")
    expect(reason).to_contain_text("row 1, column \"Op\": unknown operation; expected I, U or D, found 'X'")
    expect(reason).to_contain_text("What to do: Nothing of the hour was applied")
    person.picture("failed-log")
    shop.invoices.put(7, "seven").write(LAST)
    page.get_by_role("button", name="Clear").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_test_id("table-cell-task_id")).to_have_text(["load", "report"])
    person.picture("clear-form")
    dialog.get_by_role("button", name="Confirm").click()
    expect(dialog).to_be_hidden()
    person.see_state("Success")
    expect(page.get_by_text("stage=merge").first).to_be_visible()
    person.picture("cleared-log")
    assert rest.wait_for_run(run).state == "success"
    assert shop.invoices.loaded() == shop.invoices.truth == {7: "seven"}
