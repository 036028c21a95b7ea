/** What an immersive session says of the room: the table, its light, distances. */
export { createSurroundings } from "./surroundings";
