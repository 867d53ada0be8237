"""No file leads back to itself, by whatever it imports; what only types need does not count."""

from graphlib import TopologicalSorter

import grimp


def test_no_file_leads_back_to_itself():
    graph = grimp.build_graph("sim", exclude_type_checking_imports=True, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert len(imports) > 250
    TopologicalSorter(imports).prepare()  # which says where a circle is
