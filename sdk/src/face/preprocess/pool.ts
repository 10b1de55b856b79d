/** Keeps what is costly to make for whoever needs the same next: the pictures of a video are all of one size. */
export interface Pool<Item> {
  /** One that fits, if it has one; it is the taker's then. */
  take(fits: (item: Item) => boolean): Item | undefined;
  /** Nobody may use it any more. */
  give(item: Item): void;
  /** Frees what lies idle, and from now on what is given. */
  close(): void;
}

export interface PoolOptions<Item> {
  readonly bytes: (item: Item) => number;
  readonly free?: (item: Item) => void;
  /** Bytes that may lie idle; what was given first goes first. */
  readonly most: number;
}

export function pool<Item>({ bytes, free = () => {}, most }: PoolOptions<Item>): Pool<Item> {
  const idle: Item[] = [];
  let held = 0;
  let limit = most;

  function remove(index: number): Item {
    const [item] = idle.splice(index, 1);
    held -= bytes(item!);
    return item!;
  }
  function trim() {
    while (held > limit) free(remove(0));
  }

  return {
    take: (fits) => {
      // The last given is the likeliest to be in a cache.
      const index = idle.findLastIndex(fits);
      return index < 0 ? undefined : remove(index);
    },
    give: (item) => {
      idle.push(item);
      held += bytes(item);
      trim();
    },
    close: () => {
      limit = 0;
      trim();
    },
  };
}
