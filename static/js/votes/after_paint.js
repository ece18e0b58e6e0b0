// What can wait until the next citation is on the screen: done once, however often it was asked for by then.

const asked = new Set();

// a page that is hidden before its next frame gets none: a telephone may end it there and then
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && run());

export function afterPaint(work) {
  return () => {
    if (!asked.size) {
      if (document.visibilityState === "hidden") setTimeout(run); // a tab in the background paints nothing
      else requestAnimationFrame(() => setTimeout(run));
    }
    asked.add(work);
  };
}

function run() {
  const works = [...asked];
  asked.clear();
  for (const work of works) work();
}
