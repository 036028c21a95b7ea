export { mount, type MountOptions } from "./mount";
