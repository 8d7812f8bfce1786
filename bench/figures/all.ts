import { weightsFigure } from './a_weights.ts'
import { smallFilesFigure } from './b_small_files.ts'
import { pushFigure } from './c_push.ts'
import { pushAgainFigure } from './d_push_again.ts'
import { loadFigure } from './e_load.ts'
import { editFigure } from './f_edit.ts'
import { startFigure } from './g_start.ts'
import { memoryFigure } from './h_memory.ts'
import { wheelsFigure } from './i_wheels.ts'
import { secondApplicationFigure } from './j_second_application.ts'
import { pythonEditFigure } from './k_python_edit.ts'
import { pythonStartFigure } from './l_python_start.ts'
import { pythonSizeFigure } from './m_python_size.ts'
import { packedModelFigure } from './n_packed_model.ts'
import { packagedSizeFigure } from './o_packaged_size.ts'
import { serviceLoadFigure } from './p_service_load.ts'
import { bentoEditFigure } from './q_bento_edit.ts'
import { bentoModelFigure } from './r_bento_model.ts'
import { bentoStartFigure } from './s_bento_start.ts'
import { bentoSizeFigure } from './t_bento_size.ts'
import { bentoListFigure } from './u_bento_list.ts'
import type { Figure } from './figure.ts'

/** All figures, in the order in which they are measured. */
export const FIGURES: readonly Figure[] = [
  weightsFigure,
  smallFilesFigure,
  pushFigure,
  pushAgainFigure,
  loadFigure,
  editFigure,
  startFigure,
  memoryFigure,
  wheelsFigure,
  secondApplicationFigure,
  pythonEditFigure,
  pythonStartFigure,
  pythonSizeFigure,
  packedModelFigure,
  packagedSizeFigure,
  serviceLoadFigure,
  bentoEditFigure,
  bentoModelFigure,
  bentoStartFigure,
  bentoSizeFigure,
  bentoListFigure,
]
