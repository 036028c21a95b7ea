import "./impatient";
import "../../../src/segmentation/worker";
