-- Lets a load that is newer than all tombstones see that without reading them. They come nearly in order of position, so
-- that a block range index costs next to nothing.
create index on <tombstones> using brin (_cdc_position) with (autosummarize = on)
