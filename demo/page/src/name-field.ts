import type { Named } from "./actions.ts";
import { subjectId } from "./subject-id.ts";

const blankHint = "Whose face it is, in any script";

/** The field for the subject's name, with the identifier that it becomes. */
export function createNameField(input: HTMLInputElement, hint: HTMLElement) {
  const named = async (): Promise<Named | undefined> => {
    const name = input.value.trim();
    const subject = await subjectId(name);
    return subject === undefined ? undefined : { name, subject };
  };
  const say = (words: string, wrong: boolean) => {
    hint.textContent = words;
    hint.classList.toggle("wrong", wrong);
    input.ariaInvalid = String(wrong);
  };

  input.addEventListener("input", async () => {
    const { value } = input;
    const known = await named();
    // Typing goes on while the identifier is made.
    if (input.value === value) say(known ? `Kept as ${known.subject}` : blankHint, false);
  });

  return {
    /** Who is meant; without a name the field asks for one. */
    read: async (): Promise<Named | undefined> => {
      const known = await named();
      if (!known) {
        say("Write a name first", true);
        input.focus();
      }
      return known;
    },
  };
}
