/** Of this package; a constant, so that it is there however the code was packed. A test keeps it equal to package.json. */
export const coordinatorVersion = "0.1.0";
