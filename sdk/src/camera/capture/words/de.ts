import type { CaptureWords } from "./words.ts";

export const de: CaptureWords = {
  label: "Ein Bild Ihres Gesichts aufnehmen",
  start: "Kamera starten",
  take: "Bild aufnehmen",
  again: "Noch einmal aufnehmen",
  cancel: "Abbrechen",
  chooseFile: "Stattdessen eine Bilddatei verwenden",
  starting: "Die Kamera startet …",
  looking: "Das Bild wird angesehen …",
  taken: "Das Bild ist aufgenommen.",
  cameraDenied:
    "Die Kamera darf nicht benutzt werden. Erlauben Sie es in den Einstellungen des " +
    "Browsers für diese Seite, oder verwenden Sie eine Bilddatei.",
  cameraUnavailable:
    "Keine Kamera ist verfügbar. Schließen Sie eine an, beenden Sie andere " +
    "Programme, die sie benutzen, oder verwenden Sie eine Bilddatei.",
  cameraEnded: "Die Kamera wurde beendet.",
  failed: "Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.",
  notAPicture: "Diese Datei ist kein lesbares Bild.",
  noFace: "In diesem Bild wurde kein Gesicht gefunden.",
  livenessFailed: "Das war nicht, worum gebeten wurde. Bitte versuchen Sie es noch einmal.",
  guidance: {
    come_into_view: "Kommen Sie ins Bild",
    be_alone: "Bitte nur eine Person",
    move_closer: "Kommen Sie näher",
    move_back: "Gehen Sie etwas zurück",
    move_into_the_middle: "Kommen Sie in die Mitte",
    more_light: "Mehr Licht, bitte",
    less_light: "Weniger Licht, bitte",
    even_light: "Wenden Sie sich dem Licht zu",
    look_at_the_camera: "Sehen Sie in die Kamera",
    hold_your_head_straight: "Halten Sie den Kopf gerade",
    open_your_eyes: "Öffnen Sie die Augen",
    uncover_your_face: "Machen Sie das Gesicht frei",
    close_your_mouth: "Schließen Sie den Mund",
    hold_still: "Halten Sie still",
    good: "Gut so, halten Sie still",
  },
  liveness: {
    turn_left: "Drehen Sie den Kopf nach links",
    turn_right: "Drehen Sie den Kopf nach rechts",
    look_up: "Sehen Sie nach oben",
    blink: "Blinzeln Sie",
  },
};
