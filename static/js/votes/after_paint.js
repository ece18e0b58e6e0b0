// What can wait until the next citation is on the screen: done once, however often it was asked for by then.

const asked = new Set();

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
