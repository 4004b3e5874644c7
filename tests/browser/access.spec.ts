import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";

/** Everything axe finds on the page as it stands, best practices included, by rule and place. */
async function found(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id} (${violation.impact}): ${node.target.join(" ")}`));
}

async function command(page: Page, name: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search or run a command" }).fill(name);
  await page.keyboard.press("Enter");
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const viewport of [{ width: 1440, height: 900 }, { width: 900, height: 700 }]) {
    test(`axe finds nothing on any screen, ${colorScheme}, ${viewport.width} wide`, async ({ page }) => {
      test.setTimeout(240_000);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize(viewport);
      await page.goto("./");
      await expect(page.getByRole("heading", { name: /Draw the tables/ })).toBeVisible();
      expect(await found(page), "welcome").toEqual([]);

      await page.getByRole("button", { name: /Open the sample/ }).click();
      const meetings = page.getByRole("group", { name: /^meetings,/ });
      await expect(meetings).toBeVisible();
      expect(await found(page), "canvas").toEqual([]);
      await page.keyboard.press("Control+a");
      expect(await found(page), "canvas with all selected").toEqual([]);
      await page.keyboard.press("b");
      await expect(page.getByRole("group", { name: "What is shown" })).toBeVisible();
      expect(await found(page), "open borders").toEqual([]);
      await page.keyboard.press("b");

      await page.locator("#canvas").focus();
      await page.keyboard.press("Escape");
      await page.keyboard.press("ArrowRight");
      expect(await found(page), "canvas with the inspector").toEqual([]);
      await page.keyboard.press("f");
      expect(await found(page), "focus").toEqual([]);
      await page.keyboard.press("f");
      await page.keyboard.press("Shift+F10");
      await page.evaluate(() => document.activeElement?.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true })));
      await expect(page.getByRole("menu")).toBeVisible();
      expect(await found(page), "menu").toEqual([]);
      await page.keyboard.press("Escape");

      await page.keyboard.press("Alt+4");
      await page.getByRole("complementary", { name: "Findings" }).getByRole("button", { expanded: false }).first().click();
      expect(await found(page), "findings").toEqual([]);
      await page.getByRole("button", { name: /^Apply fix/ }).click();

      await page.keyboard.press("Shift+D");
      expect(await found(page), "changes").toEqual([]);
      await page.keyboard.press("Shift+D");
      await page.keyboard.press("Alt+3");
      await expect(page.getByRole("main")).toBeVisible();
      await expect(page.getByText("up, down, up proved")).toBeVisible();
      expect(await found(page), "migration").toEqual([]);
      for (const [key, name] of [["Alt+2", "tables"], ["Alt+5", "queries"], ["Alt+7", "objects"]] as const) {
        await page.keyboard.press(key);
        await expect(page.getByRole("group", { name: "Grid" })).toBeVisible();
        expect(await found(page), name).toEqual([]);
      }
      await command(page, "Show row security");
      expect(await found(page), "row security").toEqual([]);
      await page.keyboard.press("Alt+1");

      const dialogs: [string, () => Promise<void>][] = [
        ["export", () => page.keyboard.press("Control+e")],
        ["documents", () => page.keyboard.press("Control+o")],
        ["settings", () => page.keyboard.press("Control+,")],
        ["paste", () => page.keyboard.press("Control+Shift+V")],
        ["shortcuts", () => page.keyboard.press("?")],
        ["help", () => page.keyboard.press("F1")],
        ["saved views", () => page.keyboard.press("Shift+V")],
        ["facts", () => command(page, "Project facts")],
        ["check a migration", () => command(page, "Check a migration")],
        ["paste queries", () => command(page, "Paste queries")],
        ["follow a deletion", () => command(page, "Follow a deletion")],
      ];
      for (const [name, show] of dialogs) {
        await show();
        await expect(page.getByRole("dialog"), name).toBeVisible();
        expect(await found(page), name).toEqual([]);
        await page.keyboard.press("Escape");
        await expect(page.getByRole("dialog"), name).toHaveCount(0);
      }
      await page.keyboard.press("Control+k");
      await expect(page.getByRole("combobox", { name: "Search or run a command" })).toBeVisible();
      expect(await found(page), "palette").toEqual([]);
    });
  }
}
