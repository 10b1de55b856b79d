import type { Backend } from "../../runtime/session.ts";

/** Remembers on this device which backend was chosen. A memory that fails is one that has forgotten. */
export interface ChoiceMemory {
  /** @param key The models and the backends that there were to choose from. */
  recall(key: string): Promise<Backend | undefined>;
  remember(key: string, backend: Backend): Promise<void>;
}

/** For as long as it lives. */
export function shortMemory(): ChoiceMemory {
  const choices = new Map<string, Backend>();
  return {
    recall: async (key) => choices.get(key),
    remember: async (key, backend) => void choices.set(key, backend),
  };
}
