import type { CaptureWords } from "./words.ts";

export const es: CaptureWords = {
  label: "Tomar una foto de su cara",
  start: "Iniciar la cámara",
  take: "Tomar la foto",
  again: "Tomar otra foto",
  cancel: "Cancelar",
  chooseFile: "Usar un archivo de imagen",
  starting: "La cámara se está iniciando…",
  loading: (percent) => `Preparando, ${percent} %`,
  taken: "La foto está tomada.",
  cameraDenied:
    "No se puede usar la cámara. Permítalo en los ajustes del navegador para esta página, o use un archivo de imagen.",
  cameraUnavailable:
    "No hay ninguna cámara disponible. Conecte una, cierre otros programas que la usen, o use un archivo de imagen.",
  cameraEnded: "La cámara se ha detenido.",
  failed: "No ha funcionado. Inténtelo de nuevo, por favor.",
  notAPicture: "Este archivo no es una imagen legible.",
  livenessFailed: "No era lo que se pedía. Inténtelo de nuevo, por favor.",
  guidance: {
    come_into_view: "Colóquese dentro de la imagen",
    be_alone: "Una sola persona, por favor",
    move_closer: "Acérquese",
    move_back: "Aléjese un poco",
    move_into_the_middle: "Colóquese en el centro",
    more_light: "Más luz, por favor",
    less_light: "Menos luz, por favor",
    even_light: "Gírese hacia la luz",
    look_at_the_camera: "Mire a la cámara",
    hold_your_head_straight: "Mantenga la cabeza recta",
    open_your_eyes: "Abra los ojos",
    uncover_your_face: "Descubra su cara",
    close_your_mouth: "Cierre la boca",
    hold_still: "No se mueva",
    good: "Bien, no se mueva",
  },
  liveness: {
    turn_left: "Gire la cabeza a su izquierda",
    turn_right: "Gire la cabeza a su derecha",
    look_up: "Mire hacia arriba",
    blink: "Parpadee",
  },
};
