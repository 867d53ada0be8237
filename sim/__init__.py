"""Simulation of the roll-out of Integrated Personal Commissioning."""
