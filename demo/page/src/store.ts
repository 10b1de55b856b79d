/** A value that others are told about when it changes. */
export interface Store<T extends object> {
  readonly value: T;
  update(change: Partial<T>): void;
  onChange(listener: (value: T) => void): void;
}

export function createStore<T extends object>(initial: T): Store<T> {
  let value = initial;
  const listeners: ((value: T) => void)[] = [];
  return {
    get value() {
      return value;
    },
    update: (change) => {
      value = { ...value, ...change };
      for (const listener of listeners) listener(value);
    },
    onChange: (listener) => {
      listeners.push(listener);
    },
  };
}
