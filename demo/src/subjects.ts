import { subjectId } from "../page/src/subject-id.ts";
import type { Person } from "./shot.ts";

/** The identifier each person is enrolled by: readable, and different for each. */
export async function subjectsOf(people: readonly Person[]): Promise<Map<Person, string>> {
  const subjects = new Map<Person, string>();
  const taken = new Set<string>();
  for (const person of people) {
    const readable = (await subjectId(person.name)) ?? "nameless";
    let subject = readable;
    // "Ada" and "ada" have one identifier, but here they are two people.
    for (let n = 2; taken.has(subject); n++) subject = `${readable}~${n}`;
    taken.add(subject);
    subjects.set(person, subject);
  }
  return subjects;
}
