export interface PictureInputOptions {
  readonly chooser: HTMLInputElement;
  /** Pictures may be dropped anywhere; this shows that they may. */
  readonly target: HTMLElement;
  onPicture(picture: Blob): void;
}

/** Pictures from the file chooser, from drag and drop, and from the clipboard. */
export function listenForPictures({ chooser, target, onPicture }: PictureInputOptions): void {
  const take = (files: FileList | null | undefined) => {
    const file = files?.[0];
    if (file) onPicture(file);
  };

  chooser.addEventListener("change", () => {
    take(chooser.files);
    // So that the same file can be chosen again.
    chooser.value = "";
  });

  // Words may still be dragged into the name.
  const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;

  addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    target.classList.add("dropping");
  });
  addEventListener("dragleave", (event) => {
    // Between elements too; only the one without a next element leaves the window.
    if (!event.relatedTarget) target.classList.remove("dropping");
  });
  addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    target.classList.remove("dropping");
    take(event.dataTransfer?.files);
  });

  addEventListener("paste", (event) => take(event.clipboardData?.files));
}
