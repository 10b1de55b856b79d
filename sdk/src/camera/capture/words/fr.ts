import type { CaptureWords } from "./words.ts";

export const fr: CaptureWords = {
  label: "Prendre une photo de votre visage",
  start: "Démarrer la caméra",
  take: "Prendre la photo",
  again: "Reprendre une photo",
  cancel: "Annuler",
  chooseFile: "Utiliser plutôt un fichier image",
  starting: "La caméra démarre…",
  looking: "L’image est en cours d’analyse…",
  taken: "La photo est prise.",
  cameraDenied:
    "La caméra ne peut pas être utilisée. Autorisez-la dans les réglages du " +
    "navigateur pour cette page, ou utilisez un fichier image.",
  cameraUnavailable:
    "Aucune caméra n’est disponible. Branchez-en une, fermez les " +
    "programmes qui l’utilisent, ou utilisez un fichier image.",
  cameraEnded: "La caméra a été arrêtée.",
  failed: "Cela n’a pas fonctionné. Veuillez réessayer.",
  notAPicture: "Ce fichier n’est pas une image lisible.",
  noFace: "Aucun visage n’a été trouvé sur cette image.",
  livenessFailed: "Ce n’était pas le geste demandé. Veuillez réessayer.",
  guidance: {
    come_into_view: "Placez-vous dans l’image",
    be_alone: "Une seule personne, s’il vous plaît",
    move_closer: "Approchez-vous",
    move_back: "Reculez un peu",
    move_into_the_middle: "Placez-vous au milieu",
    more_light: "Plus de lumière, s’il vous plaît",
    less_light: "Moins de lumière, s’il vous plaît",
    even_light: "Tournez-vous vers la lumière",
    look_at_the_camera: "Regardez la caméra",
    hold_your_head_straight: "Tenez la tête droite",
    open_your_eyes: "Ouvrez les yeux",
    uncover_your_face: "Découvrez votre visage",
    close_your_mouth: "Fermez la bouche",
    hold_still: "Ne bougez pas",
    good: "Parfait, ne bougez plus",
  },
  liveness: {
    turn_left: "Tournez la tête vers votre gauche",
    turn_right: "Tournez la tête vers votre droite",
    look_up: "Regardez vers le haut",
    blink: "Clignez des yeux",
  },
};
