/** Takes tasks one after the other, each when the one before is settled, whatever became of it. */
export type Turns = <Result>(task: () => Promise<Result>) => Promise<Result>;

export function turns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const turn = last.then(task);
    last = turn.catch(() => {});
    return turn;
  };
}
