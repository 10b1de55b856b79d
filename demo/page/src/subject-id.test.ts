import { describe, expect, test } from "vitest";
import { subjectId } from "./subject-id.ts";

const contract = /^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$/;

describe("subjectId", () => {
  test.each([
    ["ada", "ada"],
    ["Ada Lovelace", "ada-lovelace"],
    ["  Ada \t Lovelace ", "ada-lovelace"],
    ["Ａｄａ", "ada"],
    ["gate.7~b-2", "gate.7~b-2"],
  ])("%j is %s", async (name, id) => {
    expect(await subjectId(name)).toBe(id);
  });

  test.each(["", "   ", "\t\n"])("%j is nobody", async (name) => {
    expect(await subjectId(name)).toBeUndefined();
  });

  test("what can be read of a name stays readable", async () => {
    expect(await subjectId("José")).toMatch(/^jose~[0-9a-f]{10}$/);
    expect(await subjectId("Grace O'Hopper")).toMatch(/^grace-o-hopper~[0-9a-f]{10}$/);
    expect(await subjectId("张伟")).toMatch(/^name~[0-9a-f]{10}$/);
  });

  test("names that differ in more than capitals and blanks are different subjects", async () => {
    const latin = ["Jose", "José", "O'Neil", "O Neil", "-ada", "ada"];
    const names = [...latin, "张伟", "李娜", "Ольга", "Олга", "محمد", "\u{1f642}"];
    const ids = await Promise.all(names.map(subjectId));
    expect(new Set(ids).size).toBe(names.length);
  });

  test("a name is the same subject however its accents are encoded", async () => {
    expect(await subjectId("Jose\u0301")).toBe(await subjectId("Jos\u00e9"));
  });

  const long = ["é", "x", "名"].map((letter) => letter.repeat(300));
  test.each(["../..", ".", "~", "-", "a/b", "a:verify", "\u0000", ...long])(
    "the contract takes what is made of %j",
    async (name) => {
      expect(await subjectId(name)).toMatch(contract);
    },
  );
});
