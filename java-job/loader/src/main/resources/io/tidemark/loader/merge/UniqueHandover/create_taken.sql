create temporary table <taken> on commit drop as table <target> with no data
