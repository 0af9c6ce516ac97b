/**
 * What somebody has measured on other branches: found, checked, previewed on each receiver's head,
 * and then asked of the campaign. Reads the hub and the campaign's own repository.
 */
package dev.swarm.coordinator.promotion;
