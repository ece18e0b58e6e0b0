// What can wait until the next citation is on the screen: done once, however often it was asked for by then.

export function afterPaint(work) {
  let asked = false;
  const run = () => {
    asked = false;
    work();
  };
  return () => {
    if (asked) return;
    asked = true;
    if (document.visibilityState === "hidden") setTimeout(run); // a tab in the background paints nothing
    else requestAnimationFrame(() => setTimeout(run));
  };
}
