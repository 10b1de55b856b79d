// First: models are checked by their digests, and Hermes has no WebCrypto.
import "./crypto";
import { registerRootComponent } from "expo";
import { App } from "./App";

registerRootComponent(App);
