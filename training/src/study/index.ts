export { type StudyOptions, writeStudy } from "./write";
