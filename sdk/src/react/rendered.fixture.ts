// Test support: a hook in a component, as a page has it.

import { act, createElement, StrictMode, type ReactElement, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { vi } from "vitest";

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

export interface Rendered<Props, Result> {
  /** What the hook gave last. */
  result(): Result;
  /** Everything it gave, render after render. */
  readonly results: readonly Result[];
  render(props: Props): Promise<void>;
  unmount(): Promise<void>;
}

export async function renderHook<Props, Result>(
  use: (props: Props) => Result,
  props: Props,
  { strict = false, show = () => null }: { strict?: boolean; show?: (result: Result) => ReactNode } = {},
): Promise<Rendered<Props, Result>> {
  const results: Result[] = [];
  function Component({ props }: { props: Props }): ReactNode {
    const result = use(props);
    results.push(result);
    return show(result);
  }
  const place = document.body.appendChild(document.createElement("div"));
  const root = createRoot(place);
  const tree = (props: Props): ReactElement => {
    const component = createElement(Component, { props });
    return strict ? createElement(StrictMode, null, component) : component;
  };
  const render = (props: Props) => act(async () => root.render(tree(props)));
  await render(props);
  return {
    result: () => results.at(-1)!,
    results,
    render,
    unmount: async () => {
      await act(async () => root.unmount());
      place.remove();
    },
  };
}

/** Lets what is under way go on until it is so; what happens within an `act` is rendered at its end. */
export async function until(expectation: () => unknown): Promise<void> {
  const check = async () => {
    await act(() => new Promise((resolve) => setTimeout(resolve, 20)));
    expectation();
  };
  await vi.waitFor(check, { timeout: 15_000, interval: 0 });
}
