// One tab at a time: two that sent a person's votes at once could send them in another order than they were cast.
// Web Locks where the page has them; on plain http, as in a hospital's own network, a lease in the database.

const LEASE = 10_000; // ms a tab that fell silent keeps its turn
const BEAT = 3_000;
const me = Array.from(crypto.getRandomValues(new Uint32Array(4))).join("-");

// Waits for the turn, does `work`, and answers with what that answered.
export async function inTurn(owner, database, work) {
  if (navigator.locks) return navigator.locks.request(`votes-${owner}`, work);
  if (!database) return work();
  while (!(await take(owner, database))) await new Promise((resolve) => setTimeout(resolve, 500));
  const beat = setInterval(() => take(owner, database), BEAT);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    database.transaction("turns", "readwrite").objectStore("turns").delete(owner);
  }
}

function take(owner, database) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction("turns", "readwrite");
    const turns = transaction.objectStore("turns");
    let mine = false;
    const held = turns.get(owner);
    held.onsuccess = () => {
      mine = !held.result || held.result.tab === me || held.result.until < Date.now();
      if (mine) turns.put({ owner, tab: me, until: Date.now() + LEASE });
    };
    transaction.oncomplete = () => resolve(mine);
    transaction.onabort = () => reject(transaction.error);
  });
}
