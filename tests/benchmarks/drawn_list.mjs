// Lighthouse on the agent's app once its list is drawn: the list is taken, the app opened again and
// unlocked, all under Lighthouse's own throttling (slow 4G, the CPU four times slower).
// node drawn_list.mjs FOLDER CHROMIUM URL SESSION   prints JSON; FOLDER is where Lighthouse is.

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [, , folder, chromium, site, session] = process.argv;
const from = createRequire(`${folder}/package.json`);
const load = async (name) => import(pathToFileURL(from.resolve(name)));
const { startFlow } = await load("lighthouse");
const { default: puppeteer } = await load("puppeteer-core");
const CATEGORIES = ["performance", "accessibility", "best-practices"];

const browser = await puppeteer.launch({
  executablePath: chromium,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
});
const page = await browser.newPage();
await browser.setCookie({ name: "sessionid", value: session, domain: new URL(site).hostname, path: "/" });

await page.goto(`${site}/app/en/`);
await page.locator('[data-gate="set-up"] [data-do="words"]').click();
const words = await page
  .waitForSelector("#five-words:not(:empty)")
  .then((told) => told.evaluate((element) => element.textContent));
await page.locator('[data-gate="learn"] button').click();
await page.waitForSelector("[data-pill]:not([hidden])", { visible: true });
await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));

const flow = await startFlow(page, {
  config: { extends: "lighthouse:default", settings: { onlyCategories: CATEGORIES } },
  // The phone keeps its list and its worker: that is what is measured.
  flags: { disableStorageReset: true, screenEmulation: { disabled: true }, throttlingMethod: "devtools" },
});
await flow.navigate(`${site}/app/en/`);
await flow.startTimespan();
await page.type("#phrase", words);
const began = Date.now();
await page.click('[data-part="phrase"] button');
await page.waitForSelector("#next-door", { visible: true });
const drawn = Date.now() - began;
await flow.endTimespan();
await flow.snapshot();

const { steps } = await flow.createFlowResult();
const told = steps.map(({ name, lhr }) => ({
  name,
  scores: Object.fromEntries(
    Object.values(lhr.categories).map(({ id, score, auditRefs }) => {
      const failed = auditRefs.filter((ref) => ref.weight && (lhr.audits[ref.id].score ?? 1) < 0.9);
      return [id, { score, failed: failed.map((ref) => ref.id) }];
    }),
  ),
  usable: lhr.audits.interactive?.numericValue ?? null,
}));
console.log(JSON.stringify({ drawn, told }));
await browser.close();
