"""The browser's store and the line at their worst: nothing is lost, sent twice or in another order."""

import pytest
from playwright.sync_api import expect

from tests.decisions.in_the_room import comes_true, enter, saved, standing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NO_FRAME = "requestAnimationFrame = () => {}"  # as in a window that is hidden before its next frame
HIDE = """Object.defineProperty(document, "visibilityState", { get: () => "hidden", configurable: true });
document.dispatchEvent(new Event("visibilitychange"));"""
FULL_FOR_NOTES = """const add = IDBObjectStore.prototype.add;
IDBObjectStore.prototype.add = function (item) {
  if (item.fields?.note) throw new DOMException("full", "QuotaExceededError");
  return add.call(this, item);
};"""
TAKES_NOTHING_OUT = """IDBObjectStore.prototype.delete = function () {
  throw new DOMException("full", "QuotaExceededError");
};"""
READS_LATE = """const all = IDBIndex.prototype.getAll;
IDBIndex.prototype.getAll = function (...given) {
  const asked = all.apply(this, given), late = {};
  asked.onsuccess = () => setTimeout(() => { late.result = asked.result; late.onsuccess(); }, window.lateness ?? 0);
  return late;
};"""
SLOW_STORE = """const open = indexedDB.open.bind(indexedDB);
indexedDB.open = (...given) => {
  const asked = open(...given), late = {};
  asked.onsuccess = () => setTimeout(() => { late.result = asked.result; late.onsuccess(); }, 1000);
  return late;
};"""


def test_a_vote_is_sent_from_a_window_that_is_hidden_before_its_next_frame(open_page, ada, titles):
    page = open_page(ada)
    enter(page)
    page.evaluate(f"{NO_FRAME}; document.querySelector('[value=include]').click(); {HIDE}")
    assert comes_true(page, lambda: len(standing(ada)) == 1)


def test_what_the_store_refused_is_sent_before_what_it_took_after(open_page, ada, titles):
    page = open_page(ada)
    page.add_init_script(FULL_FOR_NOTES)
    enter(page)
    page.context.set_offline(True)
    page.locator("#note").fill("Too long for it")
    page.keyboard.press("Escape")
    page.keyboard.press("i")
    page.keyboard.press("u")
    page.wait_for_selector("text=2 votes kept in this tab only")
    page.context.set_offline(False)
    page.wait_for_selector("text=/all votes saved/")
    assert {title: told[0] for title, told in standing(ada).items()} == {titles[0]: "withdrawn"}
    assert page.locator("#refused .notice").count() == 0


def test_where_nothing_can_be_taken_out_of_the_store_a_vote_is_sent_once(open_page, ada, titles):
    page = open_page(ada)
    page.add_init_script(TAKES_NOTHING_OUT)
    sent = []
    page.on("request", lambda request: sent.append(request) if request.url.endswith("/vote/") else None)
    enter(page)
    page.keyboard.press("i")
    page.wait_for_selector("text=/all votes saved/")
    page.wait_for_timeout(500)
    assert len(sent) == 1


def test_what_another_tab_sent_meanwhile_does_not_wait_here(open_page, ada, titles):
    page = open_page(ada)
    page.context.add_init_script(READS_LATE)
    enter(page)
    second = page.context.new_page()
    enter(second)
    second.evaluate("window.lateness = 1500")
    page.bring_to_front()
    page.keyboard.press("i")
    saved(page)
    page.wait_for_timeout(2000)  # by now the second has read what it asked for before
    expect(second.locator("#unsent")).to_have_text("all votes saved")
    assert comes_true(page, lambda: len(standing(ada)) == 1)


def test_what_was_jotted_down_is_sent_before_what_is_cast_now(open_page, ada, titles):
    page = open_page(ada)
    enter(page)
    address = page.locator("#reading article").get_attribute("data-page")
    key = "00000000-0000-4000-8000-000000000001"
    page.evaluate(
        "([name, kept]) => localStorage.setItem(name, JSON.stringify(kept))",
        [f"vote:{ada.pk}:{key}", {
            "order": 1, "kind": "vote", "url": f"{address}vote/", "said": "", "word": "Include", "page": address,
            "candidate": address.split("/")[-2], "title": titles[0],
            "fields": {"key": key, "verdict": "include", "reason": "", "note": "", "seconds": 1},
        }],
    )  # fmt: skip
    page.add_init_script(SLOW_STORE)
    page.goto(address)
    page.wait_for_selector("#room[data-ready]")
    page.keyboard.press("e")
    assert comes_true(page, lambda: [told[0] for told in standing(ada).values()] == ["exclude"])
    saved(page)
    page.wait_for_timeout(300)
    assert [told[0] for told in standing(ada).values()] == ["exclude"]


@pytest.mark.parametrize("status", [404, 400])
def test_an_answer_from_somewhere_else_refuses_nothing(open_page, ada, titles, status):
    page = open_page(ada)
    enter(page)
    page.route("**/vote/", lambda route: route.fulfill(status=status, body="no such backend"))
    page.route("**/signed-in/", lambda route: route.fulfill(status=status, body="no such backend"))
    page.keyboard.press("i")
    page.wait_for_selector("text=1 vote kept here, the server is busy")
    page.unroute_all()
    page.get_by_role("button", name="Send now").click()
    saved(page)
    assert comes_true(page, lambda: len(standing(ada)) == 1)
    assert page.locator("#refused .notice").count() == 0
