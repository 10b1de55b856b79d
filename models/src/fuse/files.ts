export interface Files {
  readonly backbone: string;
  readonly head: string;
}
