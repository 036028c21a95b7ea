import { emulate, type EmulatedDevice } from "../../../src/emulation";
import { openSession } from "../xr/session";

const devices: readonly EmulatedDevice[] = ["phone", "quest", "hololens"];
const wanted = new URL(location.href).searchParams.get("device");
const device = devices.find((each) => each === wanted) ?? "phone";

await emulate({ device, refuse: [], path: null, language: "en" });
Object.assign(globalThis, { emulationPage: { openSession } });
