import { CameraView, useCameraPermissions } from "expo-camera";
import { useEffect, useRef, useState } from "react";
import { Button, StyleSheet, Text, View } from "react-native";
import { createClient } from "@likeness/sdk/client";
import { Problem } from "@likeness/sdk/core";
import { theOneFace, theFaceToEnrol, type FaceEmbedder } from "@likeness/sdk/face";
import { startEmbedder } from "./embedder";
import { pixelsOf } from "./pixels";

const client = createClient({
  endpoint: process.env.EXPO_PUBLIC_ENDPOINT ?? "http://127.0.0.1:8787",
  key: process.env.EXPO_PUBLIC_KEY ?? "",
});
const address = { collection: "staff", subject: "me" };

export function App() {
  const [permission, ask] = useCameraPermissions();
  const [embedder, setEmbedder] = useState<FaceEmbedder>();
  const [words, setWords] = useState("Loading…");
  const camera = useRef<CameraView>(null);

  useEffect(() => {
    const starting = startEmbedder();
    starting.then(
      (started) => {
        setEmbedder(started);
        setWords("Look into the camera.");
      },
      (error: unknown) => setWords(inWords(error)),
    );
    return () => void starting.then((started) => started.close()).catch(() => {});
  }, []);

  async function enrol(): Promise<string> {
    const face = theFaceToEnrol(await see());
    await client.enrol(address, face.template);
    return "You are enrolled.";
  }

  async function verify(): Promise<string> {
    const face = theOneFace(await see());
    const { match } = await client.verify(address, face.template);
    return match ? "It is you." : "It is not you.";
  }

  async function see() {
    const photo = await camera.current?.takePictureAsync({ quality: 0.9 });
    if (!photo) throw new Problem("camera_unavailable");
    return embedder!.analyze(await pixelsOf(photo));
  }

  function act(action: () => Promise<string>): void {
    setWords("One moment…");
    action().then(setWords, (error: unknown) => setWords(inWords(error)));
  }

  if (!permission?.granted) return <Button title="Allow the camera" onPress={ask} />;
  return (
    <View style={styles.page}>
      <CameraView ref={camera} style={styles.camera} facing="front" />
      <Text style={styles.words} accessibilityLiveRegion="polite">
        {words}
      </Text>
      <View style={styles.buttons}>
        <Button title="Enrol" disabled={!embedder} onPress={() => act(enrol)} />
        <Button title="Verify" disabled={!embedder} onPress={() => act(verify)} />
      </View>
    </View>
  );
}

function inWords(error: unknown): string {
  return error instanceof Problem ? `${error.title}${error.detail ? `: ${error.detail}` : "."}` : String(error);
}

const styles = StyleSheet.create({
  page: { flex: 1, backgroundColor: "black" },
  camera: { flex: 1 },
  words: { color: "white", fontSize: 18, padding: 16, textAlign: "center" },
  buttons: { flexDirection: "row", justifyContent: "space-evenly", paddingBottom: 40 },
});
