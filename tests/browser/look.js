// node look.js FILE.html — opens a page in the system's Chromium and says what it finds, as JSON on stdout:
// axe violations for each colour scheme, requests that left the page, console messages, and how wide it is on a telephone.
const { chromium } = require("playwright-core");
const fs = require("node:fs");

const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

async function main() {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ARGS });
  const found = { violations: [], requests: [], console: [], widths: {} };
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1280, 800, 390]) {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, bypassCSP: false });
      const page = await context.newPage();
      page.on("console", (message) => found.console.push(message.text()));
      page.on("request", (request) => {
        if (!/^(file|data):/.test(request.url())) found.requests.push(request.url());
      });
      await page.goto("file://" + process.argv[2]);
      found.widths[width] = await page.evaluate(() => document.documentElement.scrollWidth);
      await page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
      await page.evaluate(fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
      const result = await page.evaluate(() => window.axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      }));
      for (const violation of result.violations) {
        found.violations.push({
          id: violation.id, colorScheme, width, n: violation.nodes.length,
          first: violation.nodes.slice(0, 3).map((node) => node.html.slice(0, 200) + " | " + node.failureSummary.slice(0, 300)),
        });
      }
      await context.close();
    }
  }
  await browser.close();
  process.stdout.write(JSON.stringify(found));
}

main().catch((error) => { process.stderr.write(String(error)); process.exit(1); });
