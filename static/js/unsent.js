// On every page of a review: votes that a closed tab or a broken line left behind are sent, and the page says so.

import { openOutbox } from "./votes/here.js";

openOutbox().start();
