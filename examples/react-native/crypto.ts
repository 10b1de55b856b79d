import { install } from "react-native-quick-crypto";

install();
