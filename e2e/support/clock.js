// The demo's clock, moved through the same form as in the banner.
import { request } from "@playwright/test";

/** Moves the clock to a wall clock time in Tokyo, to the second. */
export async function moveClock(server, at) {
  const context = await request.newContext({ baseURL: server.url, extraHTTPHeaders: { origin: server.url } });
  const page = await (await context.get("/")).text();
  const csrf = page.match(/name="csrf" value="([^"]+)"/)[1];
  const answer = await context.post("/demo/clock", { form: { csrf, at, back: "/" }, maxRedirects: 0 });
  await context.dispose();
  if (answer.status() !== 303) throw new Error(`the clock could not be moved: ${answer.status()}`);
}
