import { Catch, type RpcExceptionFilter } from '@nestjs/common'
import { throwError, type Observable } from 'rxjs'

/** Nest turns unknown errors of microservice handlers into "Internal server error"; our transports want the error. */
@Catch()
export class RethrowFilter implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error)
  }
}
