// Tells the other tabs that somebody signed in: what waited there is sent.
new BroadcastChannel("session").postMessage("signed in");
