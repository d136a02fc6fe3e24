"""The same scorer over files and frames, on one machine or on a Dask cluster.

rows      read CSV, JSON lines and Parquet in batches of bounded size; set bad rows aside with the reason
scorer    a model in each process, loaded once, that turns a column of texts into columns of scores
parts     what is done so far, on disk: a killed run goes on without losing or doubling a row
files     one file in, one file out
frame     a pandas frame in, a frame out
cluster   a folder of Parquet in and out, on Dask
"""
